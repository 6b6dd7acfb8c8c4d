using System.Reflection;
using AiStudio.Gateway;
using AiStudio.Platform.Data;
using Microsoft.AspNetCore.Components;

namespace AiStudio.Tests.Architecture;

/// <summary>Each rule runs over the real edges and over an edge that breaks it: a rule that cannot fail is worse than none.</summary>
public sealed class DependencyTests
{
    private static readonly Assembly App = typeof(StudioDb).Assembly;
    private static readonly Assembly GatewayLibrary = typeof(GatewayCall).Assembly;
    private static readonly Lazy<IReadOnlyList<Edge>> RealEdges = new(() => [.. TypeEdges.Of(App), .. TypeEdges.Of(GatewayLibrary)]);

    [Fact]
    public void Reader_OfTheRealAssemblies_SeesCodeInsideLambdasAndStateMachines()
    {
        Assert.Contains(RealEdges.Value, edge => edge.From == "AiStudio.Platform.Data.StudioDatabase" && edge.To == "Npgsql.NpgsqlDataSource");
        Assert.Contains(RealEdges.Value, edge => edge.From == "AiStudio.Platform.Data.Migrator" && edge.To == "Npgsql.NpgsqlCommand");
    }

    [Fact]
    public void Areas_OfTheRealCode_KnowOnlyWhomTheyMay() => Assert.Empty(DependencyMap.Strays(RealEdges.Value));

    [Theory]
    [InlineData("AiStudio.Platform.Data.X", "AiStudio.Features.Chat.Y")]
    [InlineData("AiStudio.Gateway.Budgets.X", "AiStudio.Platform.Data.StudioDb")]
    [InlineData("AiStudio.Shell.Layout.X", "AiStudio.Features.Chat.Y")]
    [InlineData("AiStudio.Features.Chat.X", "AiStudio.Api.OpenAi.Y")]
    [InlineData("AiStudio.Features.Chat.X", "AiStudio.Shell.Layout.Y")]
    public void Areas_WithAForbiddenEdge_AreRefused(string from, string to) => Assert.Single(DependencyMap.Strays([new Edge(from, to)]));

    [Fact]
    public void Features_OfTheRealCode_KnowOnlyListedFeatures() => Assert.Empty(DependencyMap.FeatureStrays(RealEdges.Value));

    [Fact]
    public void Features_WithAnUnlistedEdge_AreRefused() =>
        Assert.Single(DependencyMap.FeatureStrays([new Edge("AiStudio.Features.Jobs.X", "AiStudio.Features.Chat.Y")]));

    [Fact]
    public void ListedFeatureEdges_HaveNoCircle() => Assert.Empty(DependencyMap.Circles(DependencyMap.FeatureEdges));

    [Fact]
    public void ListedFeatureEdges_WithACircle_AreRefused() =>
        Assert.Equal(3, DependencyMap.Circles([("A", "B"), ("B", "C"), ("C", "A"), ("D", "A")]).Count(line => !line.StartsWith('D')));

    [Fact]
    public void Database_IsNamedByPlatformDataAndFeaturesOwnSqlOnly() =>
        Assert.Empty(DependencyMap.Breaches(RealEdges.Value, "Npgsql", "AiStudio.Platform.Data", "AiStudio.Features"));

    [Theory]
    [InlineData("AiStudio.Shell.Layout.X")]
    [InlineData("AiStudio.Gateway.Audit.X")]
    [InlineData("AiStudio.Platform.Identity.X")]
    public void Database_NamedElsewhere_IsRefused(string from) =>
        Assert.Single(DependencyMap.Breaches([new Edge(from, "Npgsql.NpgsqlConnection")], "Npgsql", "AiStudio.Platform.Data", "AiStudio.Features"));

    [Theory]
    [InlineData("OpenAI")]
    [InlineData("Anthropic")]
    [InlineData("System.Net.Http.HttpClient")]
    public void Providers_AreNamedByUpstreamOnly(string guarded)
    {
        Assert.Empty(DependencyMap.Breaches(RealEdges.Value, guarded, "AiStudio.Gateway.Upstream"));
        Assert.Single(DependencyMap.Breaches([new Edge("AiStudio.Gateway.Routing.X", guarded)], guarded, "AiStudio.Gateway.Upstream"));
    }

    [Theory]
    [InlineData("System.Net.Http.SocketsHttpHandler")]
    [InlineData("System.Net.Http.HttpClientHandler")]
    [InlineData("System.Net.Http.IHttpClientFactory")]
    [InlineData("System.Net.Http.HttpMessageInvoker")]
    [InlineData("System.Net.WebRequest")]
    [InlineData("System.Net.WebClient")]
    [InlineData("System.Net.WebSockets.ClientWebSocket")]
    [InlineData("System.Net.Sockets.Socket")]
    [InlineData("System.Net.Sockets.TcpClient")]
    public void WaysOut_AreMadeByTheOutboundGuardOnly(string guarded)
    {
        // The gateway's own handler is for hosts that bring no guard; this app replaces it.
        string[] makers = ["AiStudio.Platform.Http", "AiStudio.Gateway.Upstream.DirectOutboundHttp"];
        Assert.Empty(DependencyMap.Breaches(RealEdges.Value, guarded, makers));
        Assert.Single(DependencyMap.Breaches([new Edge("AiStudio.Features.Webhooks.X", guarded)], guarded, makers));
    }

    [Theory]
    [InlineData("Microsoft.EntityFrameworkCore")]
    [InlineData("Microsoft.Extensions.AI.IChatClient")]
    [InlineData("Npgsql")]
    public void Components_CallTheirFeaturesService_NeverTheDataOrAModel(string guarded)
    {
        var components = App.GetTypes().Where(typeof(IComponent).IsAssignableFrom).Select(type => type.FullName!).ToHashSet();
        Assert.NotEmpty(components);
        Assert.DoesNotContain(RealEdges.Value, edge => components.Contains(edge.From) && DependencyMap.Within(edge.To, guarded));
    }

    [Fact]
    public void Gateway_References_AreAShortList()
    {
        string[] allowed = ["Anthropic", "Microsoft.Extensions.", "OpenAI", "System.", "netstandard"];
        var strangers = GatewayLibrary.GetReferencedAssemblies().Select(name => name.Name!)
            .Where(name => !allowed.Any(prefix => name.StartsWith(prefix, StringComparison.Ordinal)));
        Assert.Empty(strangers);
    }
}
