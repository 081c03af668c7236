// What every operation answers to everyone who may ask, written down a second time and by hand: not derived from the
// policy, so that the one holds the other. `access.http.test.ts` asks them all.

/** may: the question was let through · signIn: 401 · forbidden: 403 · hidden: 404, as if it did not exist. */
export type Answer = 'may' | 'signIn' | 'forbidden' | 'hidden'

/** Ada, Ruth who has Femke in her team and not Zoë, and Ann who has nobody. */
export type Asker = 'administrator' | 'manager' | 'learner'

/** What answers each asker about each thing; people without a session are all told to sign in, unless `anyone` may. */
export type Expected = { readonly anyone?: true } & Record<Asker, Answer | Readonly<Record<string, Answer>>>

const may = 'may'
const forbidden = 'forbidden'
const hidden = 'hidden'

const anyone: Expected = { anyone: true, administrator: may, manager: may, learner: may }
const anyoneWithALink: Expected = {
  anyone: true,
  administrator: { good: may, none: hidden },
  manager: { good: may, none: hidden },
  learner: { good: may, none: hidden },
}
const anyoneSignedIn: Expected = { administrator: may, manager: may, learner: may }
const administrators: Expected = { administrator: may, manager: forbidden, learner: forbidden }
const administratorsAndManagers: Expected = { administrator: may, manager: may, learner: forbidden }

// About a user.
const sees: Expected = {
  administrator: { self: may, femke: may, zoe: may, none: hidden },
  manager: { self: may, femke: may, zoe: hidden, none: hidden },
  learner: { self: may, femke: hidden, zoe: hidden, none: hidden },
}
const administers: Expected = {
  administrator: { self: may, femke: may, zoe: may, none: hidden },
  manager: { self: forbidden, femke: forbidden, zoe: hidden, none: hidden },
  learner: { self: forbidden, femke: hidden, zoe: hidden, none: hidden },
}
const enrolls: Expected = {
  administrator: { self: may, femke: may, zoe: may, none: hidden },
  manager: { self: forbidden, femke: may, zoe: hidden, none: hidden },
  learner: { self: forbidden, femke: hidden, zoe: hidden, none: hidden },
}
const learns: Expected = {
  administrator: { self: may, femke: may, zoe: may, none: hidden },
  manager: { self: may, femke: forbidden, zoe: hidden, none: hidden },
  learner: { self: may, femke: hidden, zoe: hidden, none: hidden },
}

// About a learning activity: Ruth and Ann are enrolled in `mine`.
const administersActivity: Expected = {
  administrator: { mine: may, other: may, none: hidden },
  manager: { mine: forbidden, other: forbidden, none: hidden },
  learner: { mine: forbidden, other: hidden, none: hidden },
}
// Whom of its participants a manager may end is asked about each of them.
const endsInActivity: Expected = {
  administrator: { mine: may, other: may, none: hidden },
  manager: { mine: may, other: may, none: hidden },
  learner: { mine: forbidden, other: hidden, none: hidden },
}

// About a unit, a qualification, a rule, an import or a message.
const administersHidden: Expected = {
  administrator: { one: may, none: hidden },
  manager: { one: hidden, none: hidden },
  learner: { one: hidden, none: hidden },
}

// About a preview: whoever asked for it, and administrators.
const askedForPreview: Expected = {
  administrator: { own: may, other: may, none: hidden },
  manager: { own: may, other: hidden, none: hidden },
  learner: { own: may, other: hidden, none: hidden },
}

// About a batch.
const followsBatch: Expected = {
  administrator: { own: may, other: may, none: hidden },
  manager: { own: may, other: hidden, none: hidden },
  learner: { own: may, other: hidden, none: hidden },
}
const holdsBatch: Expected = {
  administrator: { own: may, other: may, none: hidden },
  manager: { own: forbidden, other: hidden, none: hidden },
  learner: { own: forbidden, other: hidden, none: hidden },
}

/** By operation id; `operation?parameter` where a query names the thing. */
export const expected: Record<string, Expected> = {
  readSession: anyone,
  signIn: anyone,
  signOut: anyone,
  setUp: anyone,
  readInvitation: anyoneWithALink,
  acceptInvitation: anyoneWithALink,
  changePassword: anyoneSignedIn,
  editMyself: anyoneSignedIn,
  readAcademy: administrators,
  editAcademy: administrators,

  findByName: administrators,
  listUsers: administrators,
  listUserIds: administrators,
  createUser: administrators,
  findUsersByEmail: administrators,
  readUser: sees,
  editUser: administers,
  editUsers: administrators,
  inviteUser: administers,
  listTeamMembers: administratorsAndManagers,

  listActivities: administratorsAndManagers,
  countCompleted: administratorsAndManagers,
  'listActivities?forUser': {
    administrator: { self: may, femke: may, zoe: may, none: hidden },
    manager: { self: may, femke: may, zoe: hidden, none: hidden },
    learner: { self: forbidden, femke: forbidden, zoe: forbidden, none: forbidden },
  },
  listActivityMatches: administratorsAndManagers,
  'listActivityMatches?forUser': {
    administrator: { self: may, femke: may, zoe: may, none: hidden },
    manager: { self: may, femke: may, zoe: hidden, none: hidden },
    learner: { self: forbidden, femke: forbidden, zoe: forbidden, none: forbidden },
  },
  findActivitiesByTitle: administratorsAndManagers,
  createActivity: administrators,
  readActivity: administersActivity,
  editActivity: administersActivity,
  archiveActivity: administersActivity,
  restoreActivity: administersActivity,
  listQualifications: administrators,
  createQualification: administrators,
  readQualification: administersHidden,
  editQualification: administersHidden,
  archiveQualification: administersHidden,
  restoreQualification: administersHidden,

  listUserEnrollments: sees,
  explain: sees,
  enrollUser: enrolls,
  enrollUsers: administratorsAndManagers,
  endEnrollment: enrolls,
  endEnrollments: administratorsAndManagers,
  startActivity: learns,
  completeActivity: learns,
  suggestActivities: administratorsAndManagers,
  'suggestActivities?forUser': {
    administrator: { self: may, femke: may, zoe: may, none: hidden },
    manager: { self: may, femke: may, zoe: hidden, none: hidden },
    learner: { self: forbidden, femke: forbidden, zoe: forbidden, none: forbidden },
  },
  listKept: administrators,
  listParticipants: administersActivity,
  listParticipantIds: administersActivity,
  addParticipants: administersActivity,
  endParticipants: endsInActivity,
  listUserExclusions: enrolls,
  listActivityExclusions: administersActivity,
  exclude: administrators,
  editExclusions: administrators,
  liftExclusions: administrators,
  assignedTo: administersActivity,
  assignActivity: administersActivity,
  qualificationAssignedTo: administersHidden,
  assignQualification: administersHidden,
  listAssignments: administersHidden,
  editAssignments: administersHidden,
  copyAssignments: administersHidden,
  replaceUnit: administersHidden,
  mergeUnit: administersHidden,
  replaceQualification: administersHidden,
  mergeQualification: administersHidden,
  listTargets: administrators,
  findTargetsByName: administrators,
  listLeaders: administrators,
  findLeadersByName: administrators,
  listHolders: administersHidden,
  addHolders: administersHidden,
  removeHolders: administersHidden,
  unitReferences: administersHidden,
  activityReferences: administersActivity,
  qualificationReferences: administersHidden,
  readBatch: followsBatch,
  readPreview: askedForPreview,
  listPreviewNames: askedForPreview,

  makeTemplate: administrators,
  findThings: administrators,
  uploadFile: administrators,
  listImports: administrators,
  readImport: administersHidden,
  editImport: administersHidden,
  checkImport: administersHidden,
  listProblemValues: administersHidden,
  listChangedUsers: administersHidden,
  listProblemRows: administersHidden,
  fixCells: administersHidden,
  skipRows: administersHidden,
  downloadProblems: administersHidden,
  startImport: administersHidden,
  discardImport: administersHidden,

  listRules: administrators,
  createRule: administrators,
  readRule: administersHidden,
  editRule: administersHidden,
  copyRule: administersHidden,
  countMatches: administrators,
  compareUser: administrators,
  listMatches: administrators,
  countRules: administrators,
  listRuleMatches: administersHidden,
  readMatch: administersHidden,

  listBatches: administrators,
  describeBatch: followsBatch,
  followBatch: followsBatch,
  listWork: administrators,
  readPlots: administrators,
  listMoves: followsBatch,
  listEnrollmentsOn: sees,
  listParticipantsOn: administersActivity,
  listUserHistory: sees,
  listTeamHistory: administratorsAndManagers,
  listActivityHistory: administersActivity,
  listFacts: followsBatch,
  undoBatch: holdsBatch,

  listMessages: administrators,
  readMessage: administersHidden,
  sendKeptMessages: administrators,
  listKeptActs: administrators,
  discardKeptMessages: administrators,
  sendFailedMessages: administrators,
  setFailedMessagesAside: administrators,
  sendMessageAgain: administersHidden,
  setMessageAside: administersHidden,
  holdMessages: holdsBatch,
  sendMessagesNow: holdsBatch,
  discardMessages: holdsBatch,

  ...units('companies'),
  ...units('departments', 'removeMembers'),
  ...units('teams', 'removeMembers'),
  ...units('functions', 'removeMembers'),
  ...units('groups', 'removeMembers'),
}

function units(kind: string, ...others: string[]): Record<string, Expected> {
  return {
    [`${kind}.list`]: administrators,
    [`${kind}.create`]: administrators,
    [`${kind}.read`]: administersHidden,
    [`${kind}.edit`]: administersHidden,
    [`${kind}.members`]: administersHidden,
    [`${kind}.archive`]: administersHidden,
    [`${kind}.restore`]: administersHidden,
    [`${kind}.addMembers`]: administersHidden,
    ...Object.fromEntries(others.map((name) => [`${kind}.${name}`, administersHidden])),
  }
}
