window.addEventListener("DOMContentLoaded", () => {
    window.SwaggerUIBundle({
        url: "/api/openapi.json",
        dom_id: "#docs",
        deepLinking: true,
        docExpansion: "list",
        defaultModelsExpandDepth: 0,
        displayRequestDuration: true,
        tryItOutEnabled: true,
        validatorUrl: null,
    });
});
