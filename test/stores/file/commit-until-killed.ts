// Commits to one conversation in a loop and says so on its standard output, until it is killed or a rival is first too often.
import { RevisionConflictError } from '../../../src/stores/contract/revision-conflict-error.js'
import { fileStore } from '../../../src/stores/file/file-store.js'
import { commit, row } from '../fixtures.js'

const [directory = '', id = '', writer = '', most] = process.argv.slice(2)
const store = fileStore(directory, { fsync: false })

for (let done = 0; done < Number(most); ) {
  const newest = (await store.load(id, { messages: { last: 0 } }))?.record
  const revision = (newest?.revision ?? 0) + 1
  const facts = { commitId: `${writer} ${revision}`, expectedCommitId: newest?.commitId ?? null }
  try {
    await store.commit(id, commit(id, revision, [row(revision - 1, `${writer} ${revision}`)], facts))
  } catch (error) {
    if (!RevisionConflictError.isInstance(error)) throw error
    continue
  }
  done += 1
  process.stdout.write(`${revision}\n`)
}
