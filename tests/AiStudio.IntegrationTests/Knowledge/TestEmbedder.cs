using System.Reflection;
using AiStudio.Gateway;
using Microsoft.Extensions.AI;

namespace AiStudio.IntegrationTests.Knowledge;

/// <summary>The offline embedder without the gateway around it; a test may stop it, break it, or look at what it was asked.</summary>
internal sealed class TestEmbedder : IEmbeddingGenerator<string, Embedding<float>>
{
    private readonly IEmbeddingGenerator<string, Embedding<float>> _local = (IEmbeddingGenerator<string, Embedding<float>>)Activator.CreateInstance(
        typeof(GatewayModule).Assembly.GetType("AiStudio.Gateway.Upstream.Local.HashingEmbeddingGenerator", throwOnError: true)!,
        BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic, null, [], null)!;

    /// <summary>Runs before each call, with its number from 1.</summary>
    public Func<int, Task> Before { get; set; } = _ => Task.CompletedTask;

    public List<int> BatchSizes { get; } = [];

    public List<GatewayCaller> Callers { get; } = [];

    public async Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
        IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
    {
        var texts = values.ToList();
        BatchSizes.Add(texts.Count);
        Callers.Add(Assert.IsType<GatewayEmbeddingOptions>(options).Call.Caller);
        await Before(BatchSizes.Count);
        return await _local.GenerateAsync(texts, null, cancellationToken);
    }

    public object? GetService(Type serviceType, object? serviceKey = null) => null;

    public void Dispose() => _local.Dispose();
}
