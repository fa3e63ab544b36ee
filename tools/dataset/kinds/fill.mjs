import { hashText, seeded } from '../random.mjs';

const people = [
  ['Tom', 'he', 'his'],
  ['Maria', 'she', 'her'],
  ['Ahmed', 'he', 'his'],
  ['Julia', 'she', 'her'],
  ['Ken', 'he', 'his'],
  ['Priya', 'she', 'her'],
  ['Luca', 'he', 'his'],
  ['Sarah', 'she', 'her'],
  ['Daniel', 'he', 'his'],
  ['Aisha', 'she', 'her'],
  ['Peter', 'he', 'his'],
  ['Mei', 'she', 'her'],
  ['Carlos', 'he', 'his'],
  ['Olga', 'she', 'her'],
  ['Ben', 'he', 'his'],
  ['Hannah', 'she', 'her'],
];

/**
 * The template with its slots drawn for one variant; the same template and variant give the same text.
 * {N}, {M}, {K}: three different first names; {he}, {his}: pronouns for {N}, with a capital after a full stop;
 * {a:3-9}: a whole number, {a:10-90/10}: in steps of ten, {a}: the same again, {=a*b}: a product; [x/y]: a choice.
 */
export function fillTemplate(template, variant) {
  const random = seeded(hashText(`${template}#${variant}`));
  const draw = count => Math.floor(random() * count);
  const first = draw(people.length);
  const second = (first + 1 + draw(7)) % people.length;
  const third = (second + 1 + draw(7)) % people.length;
  const [name, he, his] = people[first];
  const values = {};
  for (const [, key, from, to, , step] of template.matchAll(/\{([a-d]):(\d+)-(\d+)(\/(\d+))?\}/g)) {
    const by = Number(step ?? 1);
    values[key] = Number(from) + by * draw(Math.floor((to - from) / by) + 1);
  }
  return template
    .replace(/\[([^\]/]+\/[^\]]+)\]/g, (_, choices) => {
      const list = choices.split('/');
      return list[draw(list.length)];
    })
    .replace(/\{([a-d])(:[^}]*)?\}/g, (_, key) => values[key])
    .replace(
      /\{=([a-d])\*([a-d]|\d+)\}/g,
      (_, left, right) => values[left] * (values[right] ?? Number(right)),
    )
    .replaceAll('{N}', name)
    .replaceAll('{M}', people[second][0])
    .replaceAll('{K}', people[third][0])
    .replace(/(^|[.!?] )\{he\}/g, (_, before) => before + he[0].toUpperCase() + he.slice(1))
    .replaceAll('{he}', he)
    .replaceAll('{his}', his);
}

/** Up to `count` different fillings of a template; one with few slot values has fewer. */
export function fillings(template, count) {
  const texts = new Set();
  for (let variant = 0; texts.size < count && variant < count * 4; variant++) {
    texts.add(fillTemplate(template, variant));
  }
  return [...texts];
}
