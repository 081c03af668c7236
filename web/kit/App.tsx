import { MantineProvider } from '@mantine/core'
import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import { hooks } from './api.ts'
import { Confirm } from './Confirm.tsx'
import { confirmNumbers } from './confirmNumbers.ts'
import { actOncePerKey } from './dialogs.ts'
import { keepFocus } from './focusKept.ts'
import { isAnythingUnsaved } from './guard.ts'
import { queryClient } from './query.ts'
import { type Declared, routerOf } from './router.tsx'
import { sessionQuery } from './session.ts'
import { colorSchemes, styleNonce, theme, variables } from './theme.ts'
import { Toasts, toast } from './toast.tsx'

// The scroll lock below a sheet makes a style tag too, and asks this name for its nonce.
Object.assign(globalThis, { __webpack_nonce__: styleNonce })

/** The whole app around what the rooms declare. */
export function App(declared: Declared) {
  const [router] = useState(() => {
    const made = routerOf(declared)
    hooks.signedOut = () => {
      const { href, pathname } = made.state.location
      // What is filled in stays: whoever saves it is told to sign in beside it.
      if (pathname === '/sign-in' || isAnythingUnsaved()) return
      toast.clear()
      queryClient.removeQueries({ queryKey: sessionQuery.queryKey })
      void made.navigate({ to: '/sign-in', search: { next: href } as never })
    }
    hooks.confirm = confirmNumbers
    return made
  })
  useEffect(keepFocus, [])
  useEffect(actOncePerKey, [])
  return (
    <MantineProvider
      theme={theme}
      cssVariablesResolver={variables}
      colorSchemeManager={colorSchemes}
      defaultColorScheme="auto"
      getStyleNonce={() => styleNonce}
    >
      <QueryClientProvider client={queryClient}>
        <RouterProvider router={router as never} />
        <Toasts />
        <Confirm />
      </QueryClientProvider>
    </MantineProvider>
  )
}
