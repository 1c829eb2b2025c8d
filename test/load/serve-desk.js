// Serves the recipe of docs/guide/server.md in a process of its own: node serve-desk.js RECIPE FOLDER
// Tells its parent where it listens, and its heap whenever it is asked.
import { pathToFileURL } from 'node:url'

const [recipe, folder] = process.argv.slice(2)
const { serveDesk, templateModel, fileStore, flow } = await import(pathToFileURL(recipe).href)

const { server } = serveDesk({ flow, model: templateModel(), store: fileStore(folder) })
server.listen(0, '127.0.0.1', () => process.send(`http://127.0.0.1:${server.address().port}`))
process.on('message', () => process.send(process.memoryUsage()))
process.on('disconnect', () => process.exit(0))
