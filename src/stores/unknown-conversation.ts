/** The conversation never existed or has expired. */
export class UnknownConversation extends Error {
  override readonly name = 'UnknownConversation';
  constructor() {
    super('The conversation is unknown or has expired.');
  }
}
