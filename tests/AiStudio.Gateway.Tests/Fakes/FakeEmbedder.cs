using Microsoft.Extensions.AI;

namespace AiStudio.Gateway.Tests.Fakes;

internal sealed class FakeEmbedder : IEmbeddingGenerator<string, Embedding<float>>
{
    public Func<IReadOnlyList<string>, Task<GeneratedEmbeddings<Embedding<float>>>> Answer { get; set; } = values =>
        Task.FromResult(new GeneratedEmbeddings<Embedding<float>>(values.Select(_ => new Embedding<float>(new float[] { 1, 0 })))
        {
            Usage = new UsageDetails { InputTokenCount = 7, OutputTokenCount = 0 },
        });

    public Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
        IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default) => Answer([.. values]);

    public object? GetService(Type serviceType, object? serviceKey = null) => null;

    public void Dispose()
    {
    }
}
