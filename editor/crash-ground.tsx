import { TriangleAlert } from 'lucide-react'
import { Component } from 'react'
import type { ReactNode } from 'react'

import { useText } from './i18n/text.tsx'
import { Button } from './ui/button.tsx'
import { EmptyState } from './ui/empty-state.tsx'

type State = { readonly crashed: boolean }

/** A fault of ours must not leave a white page: it says what is safe and how to go on. */
export class CrashGround extends Component<{ children: ReactNode }, State> {
  override state: State = { crashed: false }

  static getDerivedStateFromError(): State {
    return { crashed: true }
  }

  override render() {
    return this.state.crashed ? <CrashPage /> : this.props.children
  }
}

function CrashPage() {
  const { app } = useText()
  return (
    <main className="centre-page">
      <EmptyState icon={TriangleAlert} title={app.crashed} advice={app.crashedAdvice} rank={1}>
        <Button kind="primary" onClick={() => window.location.reload()}>
          {app.reload}
        </Button>
      </EmptyState>
    </main>
  )
}
