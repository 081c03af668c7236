// The tables and views as TypeScript types, written by `npm run schema:dump`. Do not edit.

import type { ColumnType } from "kysely";

export type Generated<T> = T extends ColumnType<infer S, infer I, infer U>
  ? ColumnType<S, I | undefined, U>
  : ColumnType<T, T | undefined, T>;

export type Json = JsonValue;

export type JsonArray = JsonValue[];

export type JsonObject = {
  [x: string]: JsonValue | undefined;
};

export type JsonPrimitive = boolean | number | string | null;

export type JsonValue = JsonArray | JsonObject | JsonPrimitive;

export type Timestamp = ColumnType<Date, Date | string, Date | string>;

export interface Academy {
  created_at: Generated<Timestamp>;
  id: Generated<boolean>;
  /**
   * what a template carries, so that its file is recognised here and nowhere else
   */
  key: Generated<string>;
  language: string;
  mail_on: Generated<boolean>;
  name: string;
  /**
   * 1 withdraw, 2 withdraw if not started, 3 keep: the higher keeps more
   */
  on_leaving: Generated<number>;
  time_zone: string;
  today: Generated<string>;
}

export interface ActivityMoves {
  activity_id: number;
  batch_id: number;
  kind: number;
  n: number;
}

export interface ActivityTitles {
  activity_id: number;
  archived: boolean;
  language: string;
  title: string;
  type: string;
}

export interface ArchivedAudiences {
  audience_id: number | null;
}

export interface Assignments {
  audience_id: number;
  batch_id: number;
  created_at: Generated<Timestamp>;
  id: Generated<number>;
  on_leaving: number | null;
  target_id: number;
}

export interface Batches {
  /**
   * what its facts are about: the first things, and how many of each kind
   */
  about: Json | null;
  at: Generated<Timestamp>;
  author: string;
  author_id: number | null;
  /**
   * how many facts it made, changed or ended
   */
  facts: number | null;
  id: Generated<number>;
  /**
   * it has more than a thousand facts and people in its events; while it is not done: it was left to the workers
   */
  is_large: Generated<boolean>;
  /**
   * an undo that may still be under way
   */
  is_taking_back: Generated<boolean>;
  kind: string;
  left_to_workers: Generated<boolean>;
  /**
   * how many enrollments it moved, by what became of them
   */
  moves: Json | null;
  notify: Generated<boolean>;
  /**
   * what was replaced by, or merged into, successor_id: of the kind that the act begins with
   */
  replaced_id: number | null;
  successor_id: number | null;
  /**
   * the batch that this one takes back
   */
  undoes: number | null;
  /**
   * an undo: enrollments started since are withdrawn too, not kept
   */
  withdraw_started: Generated<boolean>;
  /**
   * marks and chunks this batch gave the engine; what remains of them is its progress
   */
  work: Generated<number>;
}

export interface BatchesTakenBack {
  at: Timestamp | null;
  batch_id: number | null;
  by_batch_id: number | null;
  withdraw_started: boolean | null;
}

export interface BatchUsers {
  batch_id: number;
  /**
   * it moved enrollments of theirs; else there are only facts about them
   */
  moved: boolean;
  user_id: number;
}

export interface Changes {
  after: Json | null;
  batch_id: number;
  before: Json | null;
  fact: string;
  id: Generated<number>;
  key: number;
  user_ids: number[] | null;
}

export interface ChangeThings {
  batch_id: number | null;
  change_id: number | null;
  id: number | null;
  kind: string | null;
  position: number | null;
}

export interface ColumnChunks {
  activity_id: number;
  batch_id: number;
  /**
   * 0 facts changed, 1 ended by hand, 2 taken back
   */
  ending: Generated<number>;
  id: Generated<number>;
  user_ids: number[];
}

export interface ColumnJobs {
  activity_id: number;
  batch_id: number;
  id: Generated<number>;
}

export interface CommonAudiences {
  audience_id: number | null;
  people: number | null;
}

export interface Companies {
  archived: Generated<boolean>;
  id: Generated<number>;
  name: string;
}

export interface Completions {
  activity_id: number;
  batch_id: number;
  completed_on: string;
  id: Generated<number>;
  recorded_at: Generated<Timestamp>;
  user_id: number;
}

export interface Credentials {
  changed_at: Generated<Timestamp>;
  password_hash: string;
  user_id: number;
}

export interface Departments {
  archived: Generated<boolean>;
  company_id: number;
  id: Generated<number>;
  name: string;
  parent_id: number | null;
}

export interface DirtyUsers {
  batch_id: number;
  id: Generated<number>;
  user_id: number;
}

export interface Enrollments {
  activity_id: number;
  /**
   * the batch of the last transition
   */
  batch_id: number;
  changed_at: Generated<Timestamp>;
  enrolled_at: Generated<Timestamp>;
  /**
   * the most keeping of the current causes; its last value stays when they end
   */
  on_leaving: number;
  /**
   * 1 active, 2 kept, 3 withdrawn
   */
  state: number;
  user_id: number;
  /**
   * the state before the last transition; 0: there was no enrollment
   */
  was: number;
}

export interface Events {
  activity_ids: number[];
  at: Generated<Timestamp>;
  batch_id: number;
  bucket: number;
  id: Generated<number>;
  kind: number;
  user_ids: number[];
}

export interface Exclusions {
  activity_id: number;
  batch_id: number;
  reason: Generated<string>;
  since: Generated<Timestamp>;
  /**
   * the last day; the calendar ends it on the next. Null: until an administrator lifts it
   */
  until: string | null;
  user_id: number;
}

export interface FrozenRules {
  rule_id: number | null;
}

export interface Grants {
  audience_id: number;
  batch_id: number;
  user_id: number;
}

export interface Groups {
  archived: Generated<boolean>;
  id: Generated<number>;
  name: string;
}

export interface HeldMatches {
  rule_id: number;
  user_id: number;
}

export interface Holds {
  batch_id: number;
  rule_id: number;
  since: Generated<Timestamp>;
}

export interface HomePlots {
  /**
   * when somebody last wanted newer ones; later than counted_at: a worker owes them
   */
  asked_at: Generated<Timestamp>;
  counted_at: Timestamp | null;
  id: Generated<boolean>;
  plots: Json | null;
}

export interface ImportProblems {
  /**
   * what it contradicts: a name, or a row
   */
  about: string | null;
  /**
   * -1: the row as a whole
   */
  column: number;
  import_id: number;
  kind: string;
  row: number;
  value: string;
}

export interface ImportRows {
  /**
   * the other texts, by column
   */
  cells: Json;
  import_id: number;
  /**
   * the columns in which there is just an x
   */
  marks: number[];
  /**
   * as the spreadsheet program counts
   */
  row: number;
  skipped: Generated<boolean>;
}

export interface Imports {
  action: string | null;
  /**
   * null: a feed, by the command line
   */
  author_id: number | null;
  batch_id: number | null;
  checked: Json | null;
  /**
   * column, header, what it means for the action, and whether somebody decided that
   */
  columns: Generated<Json>;
  created_at: Generated<Timestamp>;
  /**
   * rows, of the step that is under way
   */
  done: Generated<number>;
  drift: Json | null;
  /**
   * how often the step that is owed ended in a fault of ours
   */
  faults: Generated<number>;
  file: Buffer | null;
  file_name: string;
  from_1904: Generated<boolean>;
  /**
   * of the file: column, text, and how many marks and days stand below it
   */
  header: Generated<Json>;
  header_row: Generated<number>;
  hidden_count: Generated<number>;
  id: Generated<number>;
  ignored: Generated<string[]>;
  /**
   * whoever uploaded it was told that it is done, where that took long, or need not be
   */
  is_told: Generated<boolean>;
  /**
   * what the file itself says of its columns: ids by header
   */
  known: Generated<Json>;
  leased_until: Timestamp | null;
  /**
   * people whom the plan would have told by mail
   */
  mails: number | null;
  notify: Generated<boolean>;
  other_sheets: Generated<string[]>;
  /**
   * why what the good rows ask for cannot be done at all
   */
  plan_problem: Json | null;
  /**
   * what the good rows would do, as it was planned last
   */
  preview_id: number | null;
  refusal: Json | null;
  row_count: Generated<number>;
  sheet: string | null;
  state: Generated<string>;
  touched_at: Generated<Timestamp>;
  /**
   * who reads, checks or starts it, until leased_until
   */
  worker: string | null;
}

export interface Invitations {
  created_at: Generated<Timestamp>;
  expires_at: Timestamp;
  token_hash: Buffer;
  used_at: Timestamp | null;
  user_id: number;
}

export interface JobFunctions {
  archived: Generated<boolean>;
  id: Generated<number>;
  name: string;
}

export interface JoinableAudiences {
  audience_id: number | null;
}

export interface Languages {
  code: string;
  id: number;
}

export interface LeadingAssignments {
  audience_id: number | null;
  id: number | null;
  on_leaving: number | null;
  target_id: number | null;
}

export interface Leads {
  activity_id: number;
  assignment_id: number;
  audience_id: number;
  on_leaving: number;
}

export interface LeadsFromDeclarations {
  activity_id: number | null;
  assignment_id: number | null;
  audience_id: number | null;
  on_leaving: number | null;
}

export interface LearningActivities {
  archived: Generated<boolean>;
  id: number;
  kind: Generated<string>;
  on_leaving: number | null;
  self_completion: Generated<boolean>;
  type: string;
  valid_months: number | null;
}

export interface LearningActivityTexts {
  activity_id: number;
  description: Generated<string>;
  language: string;
  link: Generated<string>;
  title: string;
}

export interface MailDoubts {
  id: Generated<number>;
  user_ids: number[];
}

export interface Memberships {
  audience_id: number;
  batch_id: number;
  since: Generated<Timestamp>;
  user_id: number;
}

export interface MemberTallies {
  audience_id: number;
  n: number;
}

export interface MessageActivities {
  activity_id: number | null;
  is_owed: boolean | null;
  message_id: number | null;
  title: string | null;
  type: string | null;
}

export interface Messages {
  activity_ids: Generated<number[]>;
  attempts: Generated<number>;
  batch_id: number;
  created_at: Generated<Timestamp>;
  decided_at: Timestamp | null;
  /**
   * who set it aside or discarded it
   */
  decided_by: number | null;
  due_at: Generated<Timestamp>;
  /**
   * its text began to leave for the mail server; due and handed with no lease left: it is not known what became of it; failed and handed: it may have arrived
   */
  handed_at: Timestamp | null;
  id: Generated<number>;
  /**
   * it waits, and would not be sent as things are: its reader is inactive, or nothing of it is owed any more
   */
  in_vain: Generated<boolean>;
  kind: string;
  leased_until: Timestamp | null;
  problem: string | null;
  /**
   * the sentence that is the problem, by its key and what it is about; null where it was written before there was one
   */
  said: Json | null;
  sent_at: Timestamp | null;
  /**
   * kept: mail was off; held: somebody stopped it; due: to be sent at due_at; dropped: no longer true when it was due; aside: it failed, and needs nobody any more; discarded: kept or held, and not to be sent
   */
  state: string;
  user_id: number;
}

export interface MessageTallies {
  n: number;
  state: string;
}

export interface Outbox {
  batch_id: number;
  event_id: number;
  id: Generated<number>;
}

export interface ParticipantTallies {
  activity_id: number;
  n: number;
}

export interface PersonalChanges {
  after: Json | null;
  batch_id: number;
  before: Json | null;
  user_id: number;
}

export interface PreviewNewcomers {
  company_id: number;
  department_id: number | null;
  email: string;
  employee_number: string | null;
  name: string;
  preview_id: number;
  /**
   * the number by which the plan names them; nobody has it afterwards
   */
  user_id: number;
}

export interface PreviewParts {
  activity_id: number;
  /**
   * the causes that lead there, or that led there
   */
  assignment_ids: number[];
  because: string | null;
  /**
   * the place of its first name among all names of the preview
   */
  first: number;
  kind: string;
  preview_id: number;
  user_ids: number[];
}

export interface Previews {
  at: Generated<Timestamp>;
  author_id: number | null;
  id: Generated<number>;
  summary: Json;
}

export interface Profiles {
  added_on: string;
  audience_ids: number[];
  user_id: number;
}

export interface Progress {
  activity_id: number;
  batch_id: number;
  started_at: Timestamp;
  user_id: number;
}

export interface Qualifications {
  archived: Generated<boolean>;
  description: Generated<string>;
  id: number;
  kind: Generated<string>;
  name: string;
}

export interface RuleAnchors {
  audience_id: number;
  rule_id: number;
}

export interface Rules {
  added_from: string | null;
  added_to: string | null;
  /**
   * matches those added at least so many days ago
   */
  after_days: number | null;
  /**
   * every audience that a criterion names, negated ones too
   */
  audience_ids: number[];
  criteria: Json;
  id: Generated<number>;
  name: string;
  on_leaving: number | null;
  query: string;
  state: Generated<string>;
  /**
   * matches those added in the last so many days, today included
   */
  within_days: number | null;
}

export interface RulesToHold {
  rule_id: number | null;
}

export interface Sessions {
  created_at: Generated<Timestamp>;
  expires_at: Timestamp;
  seen_at: Generated<Timestamp>;
  token_hash: Buffer;
  user_id: number;
}

export interface ShortMemberTallies {
  audience_id: number | null;
  n: number | null;
}

export interface ShortParticipantTallies {
  activity_id: number | null;
  n: number | null;
}

export interface TargetActivities {
  activity_id: number;
  target_id: number;
}

export interface Targets {
  id: Generated<number>;
  kind: string;
}

export interface Teams {
  archived: Generated<boolean>;
  id: Generated<number>;
  name: string;
}

export interface Users {
  added_on: string;
  company_id: number;
  department_id: number | null;
  email: string;
  employee_number: string | null;
  id: Generated<number>;
  language: string;
  manager_id: number | null;
  name: string;
  role: Generated<string>;
  status: Generated<string>;
}

export interface ValidCompletions {
  activity_id: number | null;
  completed_on: string | null;
  user_id: number | null;
  valid_until: string | null;
}

export interface DB {
  academy: Academy;
  activity_moves: ActivityMoves;
  activity_titles: ActivityTitles;
  archived_audiences: ArchivedAudiences;
  assignments: Assignments;
  batch_users: BatchUsers;
  batches: Batches;
  batches_taken_back: BatchesTakenBack;
  change_things: ChangeThings;
  changes: Changes;
  column_chunks: ColumnChunks;
  column_jobs: ColumnJobs;
  common_audiences: CommonAudiences;
  companies: Companies;
  completions: Completions;
  credentials: Credentials;
  departments: Departments;
  dirty_users: DirtyUsers;
  enrollments: Enrollments;
  events: Events;
  exclusions: Exclusions;
  frozen_rules: FrozenRules;
  grants: Grants;
  groups: Groups;
  held_matches: HeldMatches;
  holds: Holds;
  home_plots: HomePlots;
  import_problems: ImportProblems;
  import_rows: ImportRows;
  imports: Imports;
  invitations: Invitations;
  job_functions: JobFunctions;
  joinable_audiences: JoinableAudiences;
  languages: Languages;
  leading_assignments: LeadingAssignments;
  leads: Leads;
  leads_from_declarations: LeadsFromDeclarations;
  learning_activities: LearningActivities;
  learning_activity_texts: LearningActivityTexts;
  mail_doubts: MailDoubts;
  member_tallies: MemberTallies;
  memberships: Memberships;
  message_activities: MessageActivities;
  message_tallies: MessageTallies;
  messages: Messages;
  outbox: Outbox;
  participant_tallies: ParticipantTallies;
  personal_changes: PersonalChanges;
  preview_newcomers: PreviewNewcomers;
  preview_parts: PreviewParts;
  previews: Previews;
  profiles: Profiles;
  progress: Progress;
  qualifications: Qualifications;
  rule_anchors: RuleAnchors;
  rules: Rules;
  rules_to_hold: RulesToHold;
  sessions: Sessions;
  short_member_tallies: ShortMemberTallies;
  short_participant_tallies: ShortParticipantTallies;
  target_activities: TargetActivities;
  targets: Targets;
  teams: Teams;
  users: Users;
  valid_completions: ValidCompletions;
}
