/** What time it is. Passed along rather than read, so that a test can hold time still or move it. */
export type Clock = () => Date

export const wallClock: Clock = () => new Date()
