/** What the transports share. */

/** The longest message that is read: an image of `maxGivenBytes` as base64, and some more. */
export const maxMessageBytes = 16 * 2 ** 20

/** One line to stderr: stdout belongs to the protocol. */
export type Log = (line: string) => void

/** A server at work. `ended` resolves when there is nobody left to serve. */
export type Serving = { ended: Promise<void>; close: () => Promise<void> }
