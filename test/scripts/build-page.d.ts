/** Builds the page of `talkchart play` into a folder: `index.html`, `app.js` and `app.css`. */
export function buildPage(folder: string): Promise<void>
