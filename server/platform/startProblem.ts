/**
 * A reason why Muster cannot start that whoever starts it can act on: a wrong setting, a data folder in use, a database
 * that is too old. The edge prints its message, one plain sentence, without a stack.
 */
export class StartProblem extends Error {
  override name = 'StartProblem'
}
