// Which room may look into which. Imports point down:
// platform ← access ← user, organization, learning ← enrollment ← rule ← import, explanation, history, notification, demo ←
// the doors (app, serve, console, main).
// The spine (change, facts) stands beside platform and the engine, so that every room can write through it.

const rooms = (...names) => `^server/(${names.join('|')})/`
const aboveAccess = rooms(
  ...[
    'user',
    'organization',
    'learning',
    'enrollment(?!/engine)',
    'rule',
    'import',
    'explanation',
    'history',
    'notification',
    'home',
    'finding',
    'demo',
  ],
)
const contract = '/contract\\.ts$'
const notTests = '\\.test\\.tsx?$'

/** Modules of `from` may not import what `to` matches; contracts may be read by everyone. */
const forbid = (name, comment, from, to) => ({
  name,
  comment,
  severity: 'error',
  from: { pathNot: [notTests], ...from },
  to: { pathNot: [contract], ...to },
})

module.exports = {
  forbidden: [
    {
      name: 'no-circle',
      severity: 'error',
      from: { path: '^(server|web)/', pathNot: [contract] },
      to: { circular: true },
    },
    forbid(
      'platform-knows-no-noun',
      'platform serves every room and knows none',
      { path: rooms('platform') },
      { path: '^server/(?!platform/)' },
    ),
    forbid(
      'engine-stands-alone',
      'the engine reads facts in SQL; it knows platform only',
      { path: '^server/enrollment/engine/' },
      { path: '^server/(?!platform/|enrollment/engine/)' },
    ),
    forbid(
      'spine',
      'change, facts, guard and preview know platform and the engine only',
      { path: '^server/((change|facts|guard|preview|undo)\\.ts$|fact/)' },
      { path: '^server/(?!platform/|enrollment/engine/|change|fact|guard|preview|undo)' },
    ),
    forbid(
      'access-is-below-the-rooms',
      'access decides for every room and knows none',
      { path: rooms('access') },
      { path: aboveAccess },
    ),
    forbid(
      'rooms-meet-in-sql',
      'user, organization and learning do not look into each other, nor up',
      { path: '^server/(user|organization|learning)/' },
      {
        path: aboveAccess,
        pathNot: [contract, '^server/$1/'],
      },
    ),
    forbid(
      'enrollment-looks-down',
      'enrollment does not know who is told about it, now or later, nor how a rule is written',
      { path: rooms('enrollment') },
      { path: rooms('rule', 'import', 'explanation', 'history', 'notification', 'demo') },
    ),
    forbid(
      'rule-looks-down',
      'a rule or an import does not know who is told about it',
      { path: rooms('rule', 'import') },
      { path: rooms('explanation', 'history', 'notification', 'demo') },
    ),
    forbid(
      'history-looks-down',
      'what happened is told apart from who is told about it by mail',
      { path: rooms('history') },
      { path: rooms('import', 'notification', 'demo') },
    ),
    forbid(
      'mail-does-not-look-back',
      'who is told about it by mail does not depend on what happened before',
      { path: rooms('notification', 'demo') },
      { path: rooms('history') },
    ),
    forbid(
      'nobody-knows-the-doors',
      'app, serve, the console and main are where it starts',
      { path: '^server/(?!console/)[^/]+/' },
      { path: '^server/((app|serve|start|visit|main)\\.ts$|console/)' },
    ),
    {
      name: 'web-reads-contracts-only',
      comment: 'the web app shares with the server what a contract says, and nothing else',
      severity: 'error',
      from: { path: '^web/' },
      to: { path: '^server/', pathNot: [contract] },
    },
    {
      name: 'server-reads-words-only',
      comment: 'the server says in files what the screens say, with the same texts and sentences; it draws nothing',
      severity: 'error',
      from: { path: '^server/' },
      to: { path: '^web/', pathNot: ['^web/locales/', '^web/rule/sentence\\.ts$', '^web/enrollment/why\\.ts$'] },
    },
    {
      name: 'contracts-are-plain',
      comment: 'a contract is read in the browser too: zod, other contracts, and how text is tidied',
      severity: 'error',
      from: { path: contract },
      to: { pathNot: [contract, 'node_modules/zod', '^server/platform/tidy\\.ts$'] },
    },
    {
      name: 'kit-knows-no-room',
      comment: 'the kit draws what rooms declare',
      severity: 'error',
      from: { path: '^web/kit/', pathNot: [notTests] },
      to: { path: '^web/(?!kit/|locales/)' },
    },
    {
      name: 'no-test-in-the-product',
      severity: 'error',
      from: { path: '^(server|web)/', pathNot: [notTests] },
      to: { path: '^(test|bench)/|\\.test\\.' },
    },
    { name: 'nothing-unresolved', severity: 'error', from: {}, to: { couldNotResolve: true, pathNot: ['\\.css$'] } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default', 'types'] },
  },
}
