using System.Globalization;
using AiStudio.Features.Knowledge.Retrieval.Reranking;
using Microsoft.AspNetCore.Components;

namespace AiStudio.Features.Knowledge.Searching;

/// <summary>The fields of <see cref="BenchSettings"/>. What is out of range is brought into it.</summary>
public sealed partial class SettingsFields
{
    private const double MostWeight = 5;

    [Parameter, EditorRequired]
    public BenchSettings Settings { get; set; } = null!;

    /// <summary>A reranker costs money, so not everybody chooses it.</summary>
    [Parameter]
    public bool MayChooseReranker { get; set; }

    /// <summary>What can be chosen as an endpoint.</summary>
    [Parameter]
    public IReadOnlyList<(Guid Id, string Name)> Connections { get; set; } = [];

    /// <summary>Told of every change.</summary>
    [Parameter, EditorRequired]
    public EventCallback<BenchSettings> Changed { get; set; }

    private IEnumerable<(string Name, double Value, Func<double, BenchSettings> Change)> Weights =>
    [
        ("Words", Settings.Words, value => Settings with { Words = Math.Clamp(value, 0, MostWeight) }),
        ("Vectors", Settings.Vector, value => Settings with { Vector = Math.Clamp(value, 0, MostWeight) }),
        ("Sentences", Settings.Sentences, value => Settings with { Sentences = Math.Clamp(value, 0, MostWeight) }),
        ("Titles", Settings.Title, value => Settings with { Title = Math.Clamp(value, 0, MostWeight) }),
    ];

    private static string Text(double value) => value.ToString("0.###", CultureInfo.InvariantCulture);

    private static int Within(double value, int least, int most) => (int)Math.Clamp(value, least, most);

    private Task Choose(ChangeEventArgs args) => Enum.TryParse<RerankerKind>(args.Value as string, out var kind) ? Changed.InvokeAsync(Settings with { Reranker = kind }) : Task.CompletedTask;

    private Task Connect(ChangeEventArgs args) => Changed.InvokeAsync(Settings with { ConnectionId = Guid.TryParse(args.Value as string, out var id) ? id : null });

    private Task Number(ChangeEventArgs args, Func<double, BenchSettings> change) =>
        double.TryParse(args.Value as string, CultureInfo.InvariantCulture, out var value) ? Changed.InvokeAsync(change(value)) : Task.CompletedTask;
}
