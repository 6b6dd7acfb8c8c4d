using System.Diagnostics.Metrics;
using AiStudio.Platform.Telemetry;

namespace AiStudio.Tests.Platform.Telemetry;

public sealed class MeasuredInstrumentTests : IDisposable
{
    private static readonly string[] s_kept = ["model", "ending"];

    private readonly Meter _meter = new("AiStudio.MeasuredInstrumentTests");
    private readonly MeasuredInstrument _measured;

    public MeasuredInstrumentTests() => _measured = new(_meter.CreateCounter<long>("calls"), s_kept);

    public void Dispose() => _meter.Dispose();

    [Fact]
    public void Record_SameLabelsInAnyOrder_AddsUpInOneSeries()
    {
        Record(1, ("model", "m-1"), ("ending", DayOfWeek.Monday));
        Record(2, ("ending", DayOfWeek.Monday), ("model", "m-1"));
        Record(4, ("model", "m-1"), ("ending", DayOfWeek.Monday));

        var series = Assert.Single(_measured.Series);
        Assert.Equal(("ending=\"Monday\",model=\"m-1\"", 7d), (series.Key, series.Value.Read().Sum));
    }

    [Fact]
    public void Record_OtherValuesOrNone_AreSeriesOfTheirOwn()
    {
        Record(1, ("model", "m-1"));
        Record(2, ("model", "m-2"));
        Record(4, ("model", null));
        Record(8);

        Assert.Equal([("", 12d), ("model=\"m-1\"", 1d), ("model=\"m-2\"", 2d)], _measured.Series.Select(one => (one.Key, one.Value.Read().Sum)).Order());
    }

    [Fact]
    public void Record_LabelThatIsNotKept_IsLeftOut()
    {
        Record(1, ("path", "/a"), ("model", "m-1"));
        Record(2, ("path", "/b"), ("model", "m-1"));

        Assert.Equal(3, Assert.Single(_measured.Series).Value.Read().Sum);
    }

    [Fact]
    public void Record_MoreLabelSetsThanAreKept_DropsTheNewOnes()
    {
        for (var i = 0; i < 1_500; i++)
            Record(1, ("model", $"m-{i}"));
        Record(1, ("model", "m-0"));

        Assert.Equal((1_000, 1_001d), (_measured.Series.Count, _measured.Series.Sum(one => one.Value.Read().Sum)));
    }

    private void Record(double value, params (string Label, object? Value)[] labels) =>
        _measured.Record(value, [.. labels.Select(label => KeyValuePair.Create(label.Label, label.Value))]);
}
