import { Select } from '@mantine/core'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { z } from 'zod'
import { idText } from '../../server/platform/contract.ts'
import { listUsers, readUser } from '../../server/user/contract.ts'
import { query } from '../kit/query.ts'
import styles from '../kit/UrlFilter.module.css'
import { useUrl } from '../kit/url.ts'
import { useSettled } from '../kit/useSettled.ts'

const inUrl = z.object({ person: idText.optional() })

/** One person out of all, found by typing; who is chosen is in the address as `person`. */
export function PersonFilter({ label, all }: { label: string; all: string }) {
  const [{ person }, setUrl] = useUrl(inUrl)
  const [typed, setTyped] = useState('')
  const search = useSettled(typed.trim(), 160)
  const { data: chosen } = useQuery({
    ...query(readUser, { params: { userId: person ?? 0 } }),
    enabled: person !== undefined,
  })
  const { data: found } = useQuery({
    ...query(listUsers, { query: { search: search === chosen?.name ? '' : search, glance: 'true', limit: 20 } }),
    placeholderData: keepPreviousData,
  })
  const named = [...(chosen && person === chosen.id ? [chosen] : []), ...(found?.items ?? [])]
  const choices = [...new Map(named.map(({ id, name }) => [id, { value: String(id), label: name }])).values()]
  return (
    <Select
      aria-label={label}
      placeholder={all}
      className={styles.filter ?? ''}
      data={choices}
      value={person === undefined ? null : String(person)}
      data-chosen={person !== undefined || undefined}
      searchable
      clearable
      // The server has searched already.
      filter={({ options }) => options}
      onSearchChange={setTyped}
      onChange={(value) => void setUrl({ person: value ?? undefined })}
      comboboxProps={{ transitionProps: { duration: 80 }, shadow: 'sm', position: 'bottom-start' }}
    />
  )
}
