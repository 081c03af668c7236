import type { TestProject } from 'vitest/node'
import { buildWeb } from '../../server/webBuild.ts'

declare module 'vitest' {
  export interface ProvidedContext {
    /** The folder with the built screens. */
    webFolder: string
  }
}

/** Before the browser tests: the web app as it is served, built from the present sources unless it was already. */
export default async function setup(project: TestProject): Promise<void> {
  project.provide('webFolder', await buildWeb())
}
