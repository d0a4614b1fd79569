import { MoveHorizontal, ZoomIn, ZoomOut } from 'lucide-react'
import { useEffect } from 'react'

import { sayNumber } from '../i18n/dates.ts'
import { useLanguage, useText } from '../i18n/text.tsx'
import { Button, IconButton } from '../ui/button.tsx'
import { stepZoom } from './layout.ts'
import type { Zoom } from './layout.ts'

type ZoomToolsProps = {
  readonly zoom: Zoom
  /** What `zoom` comes to now. */
  readonly percent: number
  readonly onZoom: (zoom: Zoom) => void
}

/** Larger, smaller, as wide as there is room; also by the keys + − 0 1. */
export function ZoomTools({ zoom, percent, onZoom }: ZoomToolsProps) {
  const { preview: text } = useText()
  const { language } = useLanguage()

  useEffect(() => {
    const handleKey = (event: KeyboardEvent) => {
      const isTyping = event.target instanceof HTMLInputElement
      // With Ctrl they are the browser's own.
      if (isTyping || event.ctrlKey || event.metaKey || event.altKey) return
      const chosen = zoomOfKey(event.key, percent)
      if (chosen === undefined) return
      event.preventDefault()
      onZoom(chosen)
    }
    window.addEventListener('keydown', handleKey)
    return () => window.removeEventListener('keydown', handleKey)
  }, [percent, onZoom])

  return (
    <div className="preview-tools">
      <IconButton label={text.zoomOut} title={text.zoomOut} onClick={() => onZoom(stepZoom(percent, -1))}>
        <ZoomOut size={18} aria-hidden="true" />
      </IconButton>
      <Button kind="quiet" title={text.realSize} onClick={() => onZoom(100)}>
        {text.percent(sayNumber(Math.round(percent), language))}
      </Button>
      <IconButton label={text.zoomIn} title={text.zoomIn} onClick={() => onZoom(stepZoom(percent, 1))}>
        <ZoomIn size={18} aria-hidden="true" />
      </IconButton>
      <IconButton
        label={text.fitWidth}
        title={text.fitWidth}
        aria-pressed={zoom === 'width'}
        onClick={() => onZoom('width')}
      >
        <MoveHorizontal size={18} aria-hidden="true" />
      </IconButton>
    </div>
  )
}

function zoomOfKey(key: string, percent: number): Zoom | undefined {
  switch (key) {
    case '+':
    case '=':
      return stepZoom(percent, 1)
    case '-':
      return stepZoom(percent, -1)
    case '0':
      return 'width'
    case '1':
      return 100
    default:
      return undefined
  }
}
