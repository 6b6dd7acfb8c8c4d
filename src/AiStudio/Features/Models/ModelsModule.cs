using AiStudio.Gateway;
using AiStudio.Gateway.Routing;
using AiStudio.Gateway.Upstream.Local;
using AiStudio.Platform;
using AiStudio.Platform.Tenancy;
using Microsoft.Extensions.Options;

namespace AiStudio.Features.Models;

internal static class ModelsModule
{
    public static void AddModels(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddGateway();
        services.AddOptionsSection<GatewayOptions>(GatewayOptions.Section);
        services.AddOptionsSection<LocalModelOptions>(LocalModelOptions.Section);
        services.AddOptionsSection<ProvidersOptions>(ProvidersOptions.Section);
        services.AddSingleton<IValidateOptions<ProvidersOptions>, ProvidersOptionsValidator>();
        services.AddSingleton<IValidateOptions<ProvidersOptions>, PricedModelsValidator>();
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
    }

    public static void MapModels(this WebApplication app)
    {
    }
}
