import { Template } from '@huggingface/jinja';
import { messageOf } from '../core/message-of.ts';
import { GgufError, invalid, unsupported } from './gguf-error.ts';

/** One message of a chat. */
export interface ChatTurn {
  readonly role: string;
  readonly content: string;
}

/** A stretch of a rendered chat: one control token, or plain text. Two plain stretches never touch. */
export type ChatPiece = { readonly control: string } | { readonly text: string };

const remedy = 'Use a model whose chat template is simpler, for example the embedded one.';

/**
 * A model's chat template, rendered so that nothing in a message can become a control token.
 *
 * The template sees a placeholder in place of each message's content. Control tokens are then looked for only in the
 * text between the placeholders, which the template's author wrote, and the contents are put back as plain text. White
 * space at a content's ends stays outside its placeholder, so that a template that trims still trims. A template that
 * looks for words inside contents finds none; that is the price.
 */
export class ChatTemplate {
  readonly #source: string;
  readonly #template: Template;
  readonly #controls: readonly string[];
  readonly #controlPattern: RegExp | undefined;

  /**
   * @param source the Jinja template.
   * @param controls texts of the control tokens.
   * @throws GgufError when the template does not parse.
   */
  constructor(source: string, controls: readonly string[]) {
    this.#source = source;
    this.#controls = controls.filter(text => text !== '').sort((a, b) => b.length - a.length);
    // The longest comes first, so that it wins over its own prefixes.
    const choices = this.#controls.map(text => text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&'));
    this.#controlPattern = choices.length === 0 ? undefined : new RegExp(`(${choices.join('|')})`);
    try {
      this.#template = new Template(source);
    } catch (error) {
      throw invalid(`the chat template does not parse: ${messageOf(error)}`);
    }
  }

  /**
   * @param variables what else the template may use, for example `bos_token`.
   * @throws RangeError when a role is not a plain word.
   * @throws GgufError when the template refuses the messages or cannot be run.
   */
  render(
    messages: readonly ChatTurn[],
    addGenerationPrompt: boolean,
    variables: Readonly<Record<string, string>>,
  ): ChatPiece[] {
    for (const { role } of messages) {
      if (!/^[A-Za-z][A-Za-z_-]{0,31}$/.test(role))
        throw new RangeError('the role of a message must be a plain word');
    }
    const mark = unusedMark([this.#source, ...messages.map(message => message.content)]);
    const held: string[] = [];
    const masked = messages.map(({ role, content }) => {
      const core = content.trim();
      if (core === '') return { role, content };
      const start = content.indexOf(core);
      held.push(core);
      const placeholder = `${mark}${held.length - 1}${mark}`;
      return { role, content: content.slice(0, start) + placeholder + content.slice(start + core.length) };
    });
    let rendered: string;
    try {
      rendered = this.#template.render({
        ...variables,
        messages: masked,
        add_generation_prompt: addGenerationPrompt,
      });
    } catch (error) {
      throw new GgufError('unsupported', `the chat template could not be run: ${messageOf(error)}`, remedy);
    }
    return this.#cut(rendered, mark, held);
  }

  #cut(rendered: string, mark: string, held: readonly string[]): ChatPiece[] {
    const pieces: ChatPiece[] = [];
    let text = '';
    // A split by a pattern with one group gives text, group, text, group, …, text.
    for (const [i, part] of rendered.split(new RegExp(`${mark}(\\d+)${mark}`, 'u')).entries()) {
      if (i % 2 === 1) {
        text += held[Number(part)] ?? '';
        continue;
      }
      const parts = this.#controlPattern === undefined ? [part] : part.split(this.#controlPattern);
      for (const [j, own] of parts.entries()) {
        if (j % 2 === 0) {
          text += own;
          continue;
        }
        if (text !== '') pieces.push({ text });
        text = '';
        pieces.push({ control: own });
      }
    }
    if (text !== '') pieces.push({ text });
    if (pieces.some(piece => 'text' in piece && piece.text.includes(mark))) {
      throw unsupported('the chat template changes the contents of messages', remedy);
    }
    return pieces;
  }
}

/** A private-use character that occurs in none of the texts. */
function unusedMark(texts: readonly string[]): string {
  const ranges = [
    [0xe000, 0xf8ff],
    [0xf0000, 0xffffd],
    [0x100000, 0x10fffd],
  ] as const;
  for (const [first, last] of ranges) {
    for (let code = first; code <= last; code++) {
      const mark = String.fromCodePoint(code);
      if (!texts.some(text => text.includes(mark))) return mark;
    }
  }
  throw new RangeError('the messages use every private-use character');
}
