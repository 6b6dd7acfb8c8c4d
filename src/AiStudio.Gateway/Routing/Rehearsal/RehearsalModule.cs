using AiStudio.Gateway.Budgets;
using AiStudio.Gateway.Upstream;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace AiStudio.Gateway.Routing.Rehearsal;

/// <summary>Registers a gateway that rehearses.</summary>
public static class RehearsalModule
{
    /// <summary>
    /// The gateway as <see cref="GatewayModule.AddGateway"/> registers it, with what reaches out of the process replaced, and <see cref="RouteRehearsal"/>.
    /// For a collection of its own that has logging, never for the host's.
    /// </summary>
    /// <param name="services">An empty collection.</param>
    /// <param name="options">As the real gateway has them: limits and pauses are those.</param>
    public static IServiceCollection AddRehearsal(this IServiceCollection services, IOptions<GatewayOptions> options)
    {
        var clock = new LeapingClock();
        services.AddGateway();
        services.Replace(ServiceDescriptor.Singleton(options));
        // The same play gives the same pauses.
        services.Replace(ServiceDescriptor.Singleton(new Random(Seed: 1)));
        services.AddSingleton<TimeProvider>(clock);
        services.AddSingleton<RehearsalRoute>();
        services.AddSingleton<IRouteTable>(provider => provider.GetRequiredService<RehearsalRoute>());
        services.AddSingleton<ISpendLedger, RehearsalLedger>();
        services.AddSingleton(new RehearsalCast(clock));
        services.Replace(ServiceDescriptor.Singleton<CreateAdapter>(provider => provider.GetRequiredService<RehearsalCast>().Cast));
        services.AddSingleton(provider => new RouteRehearsal(provider));
        return services;
    }
}
