const PDF = [0x25, 0x50, 0x44, 0x46, 0x2d]

/** Whether it says that it is a PDF, whatever it is called. */
export function isPdf(bytes: Uint8Array): boolean {
  return PDF.every((byte, index) => bytes[index] === byte)
}

export const DOCX_TYPE = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'
export const PDF_TYPE = 'application/pdf'
