export function findBrowser(world?: {
  environment?: Record<string, string | undefined>;
  exists?: (path: string) => boolean;
  playwrightPath?: () => string;
}): string;
export const browserArguments: string[];
