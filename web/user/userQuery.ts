import { useQuery } from '@tanstack/react-query'
import { readUser, type User } from '../../server/user/contract.ts'
import { query } from '../kit/query.ts'
import { useIdInPath } from '../kit/url.ts'

export const userQuery = (userId: number) => query(readUser, { params: { userId } })

/** The user whose page this is; undefined while it is being read. */
export function useUserInPath(): User | undefined {
  return useQuery(userQuery(useIdInPath('userId'))).data
}
