/** Where the site keeps its files: absolute, as the worker that reads them has an address of its own. */
export const runsFolder = new URL('runs/', document.baseURI).href;
export const modelFolder = new URL('models/smollm2-135m-instruct/', document.baseURI).href;
/** The list of drafts for it. */
export const draftsManifest = new URL('drafts/manifest.json', document.baseURI).href;
