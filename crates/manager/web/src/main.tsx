import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";

import { enterByLink } from "./api/session.ts";
import { queries } from "./app/queries.ts";
import { router } from "./app/router.tsx";
import { applyTheme } from "./app/theme.ts";
import "./styles/tokens.css";
import "./styles/ground.css";
import "./styles/controls.css";
import "./styles/form.css";
import "./styles/layout.css";
import "./styles/plugins.css";
import "./styles/login.css";

applyTheme();
await enterByLink();
createRoot(document.getElementById("root")!).render(
    <StrictMode>
        <QueryClientProvider client={queries}>
            <RouterProvider router={router} />
        </QueryClientProvider>
    </StrictMode>,
);
