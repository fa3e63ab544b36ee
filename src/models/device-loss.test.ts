import { expect, test } from 'vitest';
import { DeviceLoss, GpuLostError } from './device-loss.ts';

function fakeDevice() {
  let lose: (info: GPUDeviceLostInfo) => void = () => {};
  const lost = new Promise<GPUDeviceLostInfo>(resolve => {
    lose = resolve;
  });
  const info = { reason: 'unknown', message: 'the driver was reset' } as GPUDeviceLostInfo;
  return { loss: new DeviceLoss({ lost }), lose: () => lose(info) };
}

test('a pass that would wait for ever ends when the device is lost, and later ones do not start', async () => {
  const { loss, lose } = fakeDevice();
  const under = loss.guard(() => new Promise(() => {}));
  lose();
  await expect(under).rejects.toThrow(new GpuLostError('the driver was reset'));
  let started = false;
  const later = loss.guard(async () => {
    started = true;
  });
  await expect(later).rejects.toBeInstanceOf(GpuLostError);
  expect(started).toBe(false);
});

test('a pass that fails a moment before the device says that it is lost fails for that reason', async () => {
  const { loss, lose } = fakeDevice();
  const pass = loss.guard(() => Promise.reject(new Error('a buffer could not be mapped')));
  setTimeout(lose, 5);
  await expect(pass).rejects.toBeInstanceOf(GpuLostError);
});

test('a failure with the device still there stays what it is', async () => {
  const { loss } = fakeDevice();
  await expect(loss.guard(() => Promise.reject(new Error('a shader is wrong')))).rejects.toThrow(
    'a shader is wrong',
  );
  expect(await loss.guard(async () => 'the next pass')).toBe('the next pass');
});
