import { useEffect } from 'react'
import { useNavigate } from 'react-router'

import { historyPath } from '../report-paths.ts'

/** Ctrl+Alt+L (*lịch sử*). By the key and not the letter: an input method may make another of it. */
export function useHistoryKey(reportId: string): void {
  const navigate = useNavigate()
  useEffect(() => {
    const handleKey = ({ code, altKey, shiftKey, ctrlKey, metaKey }: KeyboardEvent) => {
      if (code !== 'KeyL' || !altKey || shiftKey || !(ctrlKey || metaKey)) return
      void navigate(historyPath(reportId))
    }
    window.addEventListener('keydown', handleKey)
    return () => window.removeEventListener('keydown', handleKey)
  }, [reportId, navigate])
}
