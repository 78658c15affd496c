/** The words that stand for media in formats that keep a conversation as text. */
export const imageToken = '<image>'

/** Text in which none of those words is left, so that their count is that of the media. */
export function plainText(content: readonly { text: string }[]): string {
  return content.map(({ text }) => text.replaceAll(/<(image|video|audio)>/g, '[$1]')).join('\n')
}
