import { useText } from '../i18n/text.tsx'
import { useAfter } from '../ui/spinner.tsx'

const ROWS = ['r1', 'r2', 'r3', 'r4', 'r5', 'r6', 'r7', 'r8', 'r9']

/** The shape of what is coming; when it takes long, what it waits for. */
export function LoadingPage() {
  const { drafting } = useText()
  const slow = useAfter(6000)
  return (
    <div className="draft" aria-busy="true">
      <div className="draft-head">
        <div className="skeleton skeleton-title" />
      </div>
      <div className="toolbar-bar" />
      <div className="draft-body">
        <div className="outline outline-skeleton">
          {ROWS.map((row) => (
            <div key={row} className="skeleton" />
          ))}
        </div>
        <main className="draft-page">
          <p className="draft-slow" role="status">
            {slow ? drafting.slow : <span className="visually-hidden">{drafting.loading}</span>}
          </p>
          <div className="sheet sheet-skeleton">
            {ROWS.map((row) => (
              <div key={row} className="skeleton" />
            ))}
          </div>
        </main>
      </div>
    </div>
  )
}
