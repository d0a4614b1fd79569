import { ERRORS } from '../../report/wire/errors.ts'
import type { Catalogue, Language } from '../i18n/catalogue.ts'
import { ApiError } from './request.ts'

/** What to tell a person about a failed request. The server's further sentences follow the general one. */
export function errorSentence(error: unknown, text: Catalogue, language: Language): string {
  if (!(error instanceof ApiError)) return ERRORS.internal[language]
  const sentence = sentenceOf(error.code, text, language)
  return error.detail ? `${sentence} ${error.detail}` : sentence
}

function sentenceOf(code: ApiError['code'], text: Catalogue, language: Language): string {
  switch (code) {
    case 'network':
      return text.app.network
    case 'timeout':
      return text.app.timeout
    case 'unexpected-answer':
      return text.app.unexpectedAnswer
    default:
      return ERRORS[code][language]
  }
}
