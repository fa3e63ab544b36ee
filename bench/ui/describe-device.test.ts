import { describe, expect, test } from 'vitest';
import { browserName, describeDevice } from './describe-device.ts';

const firefox = 'Mozilla/5.0 (X11; Linux x86_64; rv:150.0) Gecko/20100101 Firefox/150.0';
const safari =
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.1 Safari/605.1.15';
const edge =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36 Edg/156.0.0.0';
const chrome =
  'Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Mobile Safari/537.36';

describe('the name of the browser', () => {
  test.each([
    [firefox, 'Firefox 150.0 on Linux'],
    [safari, 'Safari 26.1 on macOS'],
    [edge, 'Edge 156.0.0.0 on Windows'],
    [chrome, 'Chrome 156.0.0.0 on Android'],
    ['curl/8', 'a browser that does not name itself'],
  ])('is read from %j', (userAgent, name) => {
    expect(browserName(userAgent, undefined)).toBe(name);
  });

  test('is the brand where the browser lists them, neither an invented one nor the engine', () => {
    const brands = [
      { brand: 'Not(A:Brand', version: '8' },
      { brand: 'Chromium', version: '156' },
      { brand: 'Brave', version: '156' },
    ];
    expect(browserName(chrome, { brands, platform: 'Windows' })).toBe('Brave 156 on Windows');
    expect(browserName(chrome, { brands: brands.slice(0, 2), platform: '' })).toBe('Chromium 156 on Android');
  });
});

describe('the line about the machine', () => {
  const info = { kernel: 'relaxed-dot', threads: 1 } as const;
  const limits = { shaderF16: true, maxBufferBytes: 1e9, maxBindingBytes: 1e9 };

  test('has what was written and what the page knows', () => {
    expect(
      describeDevice({
        words: ' a phone\nfrom 2024 ',
        browser: 'Firefox 150',
        cores: 8,
        gpu: { name: 'SwiftShader', software: true, ...limits },
        info,
      }),
    ).toBe(
      'a phone from 2024; 8 logical cores; Firefox 150; GPU SwiftShader (a program); kernel build relaxed-dot, 1 thread',
    );
  });

  test('leaves out what nobody told', () => {
    expect(
      describeDevice({ words: ' ', browser: 'Firefox 150', cores: undefined, gpu: 'no-api', info }),
    ).toBe('Firefox 150; kernel build relaxed-dot, 1 thread');
  });
});
