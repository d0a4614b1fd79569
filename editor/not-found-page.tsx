import { FileQuestion } from 'lucide-react'
import { Link } from 'react-router'

import { Frame } from './frame.tsx'
import { useText } from './i18n/text.tsx'
import { EmptyState } from './ui/empty-state.tsx'
import { usePageTitle } from './page-title.ts'

export default function NotFoundPage() {
  const { app } = useText()
  usePageTitle(app.pageNotFound)
  return (
    <Frame>
      <EmptyState icon={FileQuestion} title={app.pageNotFound} advice={app.pageNotFoundAdvice} rank={1}>
        <Link className="button" to="/">
          {app.toReports}
        </Link>
      </EmptyState>
    </Frame>
  )
}
