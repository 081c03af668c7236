/**
 * How large the academy is that the benchmarks are made over. People and leaf departments grow; what is declared over them
 * stays, so that a figure's growth is that of the academy's size alone. With these numbers a user
 * is in 17 audiences, matches six rules and has 22 enrollments.
 */
export const shape = {
  companies: 40,
  topDepartments: 200,
  teams: 800,
  functions: 400,
  groups: 400,
  activities: 280,
  qualifications: 20,
  activitiesPerQualification: 4,
  rules: 1000,
} as const

/** Departments of about 50 people, below the top ones. */
export const departmentsOf = (users: number) => shape.topDepartments + Math.max(shape.topDepartments, users / 50)

export const author = { kind: 'demo' } as const
