import type { Editor } from '@tiptap/core'
import { useCallback, useEffect, useMemo, useRef } from 'react'
import type { ReactNode } from 'react'

import { errorSentence } from '../rest/error-sentence.ts'
import { uploadImage } from '../rest/reports.ts'
import { useLanguage, useText } from '../i18n/text.tsx'
import { useToast } from '../ui/toast.tsx'
import { insertFigure } from './editing/insert-commands.ts'

/** Width of the text on the sheet, 165 mm at 96 dpi: a picture is shown no wider. */
const TEXT_WIDTH = 624

export type ImageUpload = {
  /** The hidden file field; has to stand somewhere in the page. */
  readonly input: ReactNode
  readonly chooseImage: () => void
  readonly upload: (files: readonly File[]) => void
  /** The editor that takes the pictures. */
  readonly attach: (editor: Editor | undefined) => void
}

/** Pictures from the person's disk or clipboard into the report: stored on the server first, then named in the text. */
export function useImageUpload(reportId: string): ImageUpload {
  const text = useText()
  const { language } = useLanguage()
  const toast = useToast()
  const input = useRef<HTMLInputElement>(null)
  const editor = useRef<Editor>(undefined)

  const attach = useCallback((attached: Editor | undefined) => {
    editor.current = attached
  }, [])
  const chooseImage = useCallback(() => input.current?.click(), [])

  const takeOne = async (file: File) => {
    const { src, width } = await uploadImage(reportId, file)
    // The page may have been left while the picture was on its way.
    if (!editor.current || editor.current.isDestroyed) return
    const { state, view } = editor.current
    const figure = { src, alt: nameWithoutEnding(file), width: Math.min(width, TEXT_WIDTH) }
    if (!insertFigure(figure)(state, view.dispatch.bind(view))) throw new Error('no place for a picture')
    view.focus()
  }
  const take = async (files: readonly File[]) => {
    const hide = toast(text.drafting.imageUploading)
    try {
      for (const file of files) await takeOne(file)
    } finally {
      hide()
    }
  }
  const sayFailure = (error: unknown) =>
    toast(`${text.drafting.imageFailed} ${errorSentence(error, text, language)}`, 'danger')

  const latest = useRef({ take, sayFailure })
  useEffect(() => {
    latest.current = { take, sayFailure }
  })
  // The editor keeps this for its whole life: it must not change with the language.
  const upload = useCallback((files: readonly File[]) => {
    latest.current.take(files).catch((error: unknown) => latest.current.sayFailure(error))
  }, [])

  return useMemo(
    () => ({
      chooseImage,
      upload,
      attach,
      input: (
        <input
          ref={input}
          hidden
          type="file"
          accept="image/png,image/jpeg"
          onChange={(event) => {
            const files = [...(event.target.files ?? [])]
            // So that the same picture can be chosen again.
            event.target.value = ''
            if (files.length > 0) upload(files)
          }}
        />
      ),
    }),
    [attach, chooseImage, upload],
  )
}

/** What a picture is called until somebody describes it. */
function nameWithoutEnding({ name }: File): string {
  return name.replace(/\.[^.]*$/u, '').normalize('NFC')
}
