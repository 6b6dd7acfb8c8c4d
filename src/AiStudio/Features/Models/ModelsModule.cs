using AiStudio.Features.Models.Aliases;
using AiStudio.Features.Models.Caching;
using AiStudio.Features.Models.Catalogue;
using AiStudio.Features.Models.Connections;
using AiStudio.Features.Models.Health;
using AiStudio.Gateway;
using AiStudio.Gateway.Routing;
using AiStudio.Gateway.Upstream;
using AiStudio.Gateway.Upstream.Local;
using AiStudio.Platform;
using AiStudio.Platform.Http;
using AiStudio.Platform.Telemetry;
using AiStudio.Platform.Tenancy;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace AiStudio.Features.Models;

internal static class ModelsModule
{
    public static void AddModels(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddGateway();
        services.AddOptionsSection<GatewayOptions>(GatewayOptions.Section);
        services.AddOptions<GatewayOptions>().Configure<IOptions<OtlpOptions>>((gateway, otlp) => gateway.TraceContent |= otlp.Value.CaptureContent);
        services.AddOptionsSection<LocalModelOptions>(LocalModelOptions.Section);
        services.AddOptionsSection<ProvidersOptions>(ProvidersOptions.Section);
        services.AddSingleton<IValidateOptions<ProvidersOptions>, ProvidersOptionsValidator>();
        services.AddSingleton<IValidateOptions<ProvidersOptions>, PricedModelsValidator>();
        services.AddSingleton<IValidateOptions<ProvidersOptions>, PinnedModelsValidator>();
        // Read here, so that a broken file refuses the start.
        services.AddSingleton(PriceCatalogue.Embedded());
        services.AddSingleton<PriceSheet>();
        services.AddSingleton<ConfiguredProviders>();
        services.AddSingleton<ModelsProvisioning>();
        services.AddSingleton<IProvisionsOrganization>(provider => provider.GetRequiredService<ModelsProvisioning>());
        services.AddHostedService<ModelsUpdate>();
        services.AddSingleton<RouteTable>();
        services.AddSingleton<IRouteTable>(provider => provider.GetRequiredService<RouteTable>());
        services.AddHostedService<RouteListener>();
        services.AddSingleton<ModelCatalogue>();
        services.Replace(ServiceDescriptor.Singleton<IOutboundHttp, GuardedProviderHttp>());
        // What the operator names in the configuration is open, that host and port and no other.
        services.AddOptions<OutboundOptions>().PostConfigure<IOptions<ProvidersOptions>>((outbound, providers) => providers.Value.AddressesTo(outbound.AllowPrivateAddresses));
        services.AddSingleton<ConnectionRules>();
        services.AddSingleton<ConnectionTest>();
        services.AddSingleton<ConnectionService>();
        services.AddSingleton<ConnectionOverview>();
        services.AddSingleton<PriceService>();
        services.AddSingleton<AliasRules>();
        services.AddSingleton<AliasService>();
        services.AddSingleton<AliasRehearsal>();
        services.AddSingleton<ConnectionProbe>();
        services.AddSingleton<ConnectionChecks>();
        services.AddHealthChecks().AddCheck<ProviderHealth>("providers", tags: ["ready"]);
        services.AddCaching();
    }
}
