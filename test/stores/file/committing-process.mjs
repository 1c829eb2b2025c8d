// Commits to one conversation in a loop and says so on its standard output, until it is killed or a rival is first too often.
import { createJiti } from 'jiti'

const jiti = createJiti(import.meta.url)
const { fileStore } = await jiti.import('../../../src/stores/file/file-store.ts')
const { commit, row } = await jiti.import('../fixtures.ts')

const [directory, id, writer, most] = process.argv.slice(2)
const store = fileStore(directory, { fsync: false })

for (let done = 0; done < Number(most); ) {
  const newest = (await store.load(id, { messages: { last: 0 } }))?.record
  const revision = (newest?.revision ?? 0) + 1
  const facts = { commitId: `${writer} ${revision}`, expectedCommitId: newest?.commitId ?? null }
  try {
    await store.commit(id, commit(id, revision, [row(revision - 1, `${writer} ${revision}`)], facts))
  } catch (error) {
    if (error.code !== 'revision-conflict') throw error
    continue
  }
  done += 1
  process.stdout.write(`${revision}\n`)
}
