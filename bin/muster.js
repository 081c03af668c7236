#!/usr/bin/env node
// Plain JavaScript that any Node reads: an old one could not even open server/main.ts to find out that it is too old.
const [major, minor] = process.versions.node.split('.').map(Number)

if (major > 22 || (major === 22 && minor >= 18)) {
  await import('../server/main.ts')
} else {
  console.error(
    `Muster needs Node 22.18 or newer, and this is Node ${process.versions.node}. ` +
      'Install a newer Node; on Linux, start Muster through npm (npm start), which brings its own.',
  )
  process.exitCode = 1
}
