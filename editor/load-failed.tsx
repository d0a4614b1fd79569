import { RotateCw, ServerOff } from 'lucide-react'

import { errorSentence } from './rest/error-sentence.ts'
import { useLanguage, useText } from './i18n/text.tsx'
import { Button } from './ui/button.tsx'
import { EmptyState } from './ui/empty-state.tsx'

type LoadFailedProps = { readonly title: string; readonly error: unknown; readonly onRetry: () => void }

/** In place of a list that did not come. */
export function LoadFailed({ title, error, onRetry }: LoadFailedProps) {
  const text = useText()
  const { language } = useLanguage()
  return (
    <div className="card" role="alert">
      <EmptyState icon={ServerOff} title={title} advice={errorSentence(error, text, language)}>
        <Button onClick={onRetry}>
          <RotateCw size={16} aria-hidden="true" />
          {text.app.retry}
        </Button>
      </EmptyState>
    </div>
  )
}
