import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

// In production one server has both the page and the proxy. Here Vite forwards to the proxy instead.
const proxy = { '/v1': { target: process.env.COC_PROXY ?? 'http://127.0.0.1:8080', changeOrigin: true } };

export default defineConfig({
  plugins: [react()],
  server: { proxy },
  preview: { proxy },
});
