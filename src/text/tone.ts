/** What a piece of text is about; the theme turns it into colours. */
export type Tone = 'plain' | 'strong' | 'dim' | 'best' | 'warning' | 'bad' | 'accent'
