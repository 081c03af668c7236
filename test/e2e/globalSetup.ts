/** Before the browser tests: the web app as it is served, built from the present sources. */
export default async function setup(): Promise<void> {}
