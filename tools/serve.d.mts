export function serve(options: {
  root: string;
  port?: number;
  host?: string;
  isolated?: boolean;
  extra?: Record<string, string>;
}): Promise<{ url: string; port: number; close: () => Promise<void> }>;
