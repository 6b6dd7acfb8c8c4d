# The web app alone: PostgreSQL 15.20 or later with pgvector is somewhere else, named by ConnectionStrings__Studio
# (the app's role) and ConnectionStrings__StudioOwner (the role that owns the tables; it applies the migrations).

FROM node:22-slim AS front-end
WORKDIR /front-end
COPY src/AiStudio/package.json src/AiStudio/package-lock.json ./
RUN npm ci --ignore-scripts --no-audit --no-fund
WORKDIR /lib/highlight
RUN package=/front-end/node_modules/@highlightjs/cdn-assets \
    && mkdir es styles \
    && cp $package/LICENSE $package/highlight.min.js . \
    && cp $package/es/highlight.min.js es/ \
    && cp $package/styles/github.min.css $package/styles/github-dark.min.css styles/

FROM mcr.microsoft.com/dotnet/sdk:10.0 AS build
WORKDIR /source
COPY global.json Directory.Build.props Directory.Packages.props BannedSymbols.txt .editorconfig ./
COPY src/AiStudio/AiStudio.csproj src/AiStudio/packages.lock.json src/AiStudio/
COPY src/AiStudio.Gateway/AiStudio.Gateway.csproj src/AiStudio.Gateway/packages.lock.json src/AiStudio.Gateway/
RUN dotnet restore src/AiStudio --locked-mode
COPY . .
COPY --from=front-end /lib wwwroot/lib
RUN dotnet publish src/AiStudio -c Release --no-restore -o /app

FROM mcr.microsoft.com/dotnet/aspnet:10.0
# pdftotext reads uploaded PDFs, those of East Asia with the tables of poppler-data; curl is for the health check.
RUN apt-get update \
    && apt-get install -y --no-install-recommends curl poppler-utils poppler-data \
    && rm -rf /var/lib/apt/lists/* \
    && install -d -m 700 -o $APP_UID /data
WORKDIR /app
COPY --from=build /app .
ENV ASPNETCORE_URLS=http://+:8080 \
    Studio__DataDirectory=/data \
    Studio__MasterKeyFile=/run/secrets/aistudio-master-key
USER $APP_UID
VOLUME /data
EXPOSE 8080
HEALTHCHECK --interval=15s --timeout=3s --start-period=60s CMD ["curl", "-fsS", "-o", "/dev/null", "http://localhost:8080/health/live"]
ENTRYPOINT ["dotnet", "AiStudio.dll"]
