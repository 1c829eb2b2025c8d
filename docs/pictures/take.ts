import { writeFileSync } from 'node:fs'
import { drawPicture, pictureNames } from './svg-pictures.js'

// `npm run pictures` makes the pictures of the documents anew. The tests compare the SVGs byte by byte.
for (const name of pictureNames) {
  writeFileSync(new URL(`${name}.svg`, import.meta.url), await drawPicture(name))
}
