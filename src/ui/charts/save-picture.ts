/** Properties of SVG elements that style sheets set here; a file on its own has no style sheet. */
const properties = [
  'fill',
  'fill-opacity',
  'stroke',
  'stroke-opacity',
  'stroke-width',
  'stroke-dasharray',
  'stroke-linecap',
  'stroke-linejoin',
  'opacity',
  'paint-order',
  'font-family',
  'font-size',
  'font-weight',
  'font-variant-numeric',
  'text-anchor',
  'dominant-baseline',
] as const;

/** What is only there for the pointer or the keyboard is marked so and left out. */
const screenOnly = '[data-screen-only]';

/** The drawing as the text of an SVG file that looks the same without the page: styles, background and title are in it. */
export function standaloneSvg(svg: SVGSVGElement, title: string): string {
  const copy = svg.cloneNode(true) as SVGSVGElement;
  const toRgb = rgbConverter();
  const originals = [svg, ...svg.querySelectorAll('*')];
  const copies = [copy, ...copy.querySelectorAll('*')];
  originals.forEach((element, i) => {
    const target = copies[i];
    if (target === undefined) return;
    const style = getComputedStyle(element);
    for (const name of properties) {
      const value = style.getPropertyValue(name);
      if (value !== '') target.setAttribute(name, isColour(name) ? toRgb(value) : value);
    }
    for (const name of ['class', 'style', 'tabindex', 'role']) target.removeAttribute(name);
  });
  for (const element of copy.querySelectorAll(screenOnly)) element.remove();
  const { width, height } = sizeOf(svg);
  copy.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
  copy.setAttribute('viewBox', `0 0 ${width} ${height}`);
  copy.removeAttribute('aria-hidden');
  const background = document.createElementNS('http://www.w3.org/2000/svg', 'rect');
  background.setAttribute('width', String(width));
  background.setAttribute('height', String(height));
  background.setAttribute(
    'fill',
    toRgb(getComputedStyle(svg).getPropertyValue('--surface').trim() || '#fff'),
  );
  copy.prepend(background);
  const name = document.createElementNS('http://www.w3.org/2000/svg', 'title');
  name.textContent = title;
  copy.prepend(name);
  return new XMLSerializer().serializeToString(copy);
}

/** Offers the drawing as an SVG file. */
export function saveSvg(svg: SVGSVGElement, title: string, fileName: string): void {
  offer(new Blob([standaloneSvg(svg, title)], { type: 'image/svg+xml' }), `${fileName}.svg`);
}

/** Offers the drawing as a PNG file with two pixels for each of the page's. @throws Error when the browser can't draw it */
export async function savePng(svg: SVGSVGElement, title: string, fileName: string): Promise<void> {
  const { width, height } = sizeOf(svg);
  const url = URL.createObjectURL(new Blob([standaloneSvg(svg, title)], { type: 'image/svg+xml' }));
  try {
    const image = new Image(width, height);
    image.src = url;
    await image.decode();
    const canvas = document.createElement('canvas');
    canvas.width = width * 2;
    canvas.height = height * 2;
    canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
    const blob = await new Promise<Blob | null>(resolve => canvas.toBlob(resolve, 'image/png'));
    if (blob === null) throw new Error('This browser could not draw the picture. Save it as SVG instead.');
    offer(blob, `${fileName}.png`);
  } finally {
    URL.revokeObjectURL(url);
  }
}

function sizeOf(svg: SVGSVGElement): { readonly width: number; readonly height: number } {
  return { width: svg.width.baseVal.value, height: svg.height.baseVal.value };
}

function offer(blob: Blob, fileName: string): void {
  const url = URL.createObjectURL(blob);
  const link = document.createElement('a');
  link.href = url;
  link.download = fileName;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

function isColour(name: (typeof properties)[number]): boolean {
  return name === 'fill' || name === 'stroke';
}

/** Writes any CSS colour as `rgb()`: mixed colours are computed in spaces that other programs do not know. */
function rgbConverter(): (colour: string) => string {
  const known = new Map<string, string>();
  const canvas = document.createElement('canvas');
  canvas.width = 1;
  canvas.height = 1;
  const context = canvas.getContext('2d', { willReadFrequently: true });
  return colour => {
    if (colour === 'none' || colour.startsWith('#') || colour.startsWith('rgb(')) return colour;
    const found = known.get(colour);
    if (found !== undefined || context === null) return found ?? colour;
    context.clearRect(0, 0, 1, 1);
    context.fillStyle = colour;
    context.fillRect(0, 0, 1, 1);
    const [red = 0, green = 0, blue = 0, alpha = 255] = context.getImageData(0, 0, 1, 1).data;
    const written =
      alpha === 255
        ? `rgb(${red}, ${green}, ${blue})`
        : `rgba(${red}, ${green}, ${blue}, ${(alpha / 255).toFixed(3)})`;
    known.set(colour, written);
    return written;
  };
}
