/** Prompt files from the disk. */
import { readFile } from 'node:fs/promises';
import { parsePrompts } from './prompts.mjs';

/** Reads and checks a prompt file. @throws {Error} with a message to act on */
export async function readPrompts(file) {
  let text;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    throw new Error(
      error.code === 'ENOENT' ? `There is no file ${file}` : `Cannot read ${file}: ${error.message}`,
    );
  }
  return parsePrompts(text, file);
}
