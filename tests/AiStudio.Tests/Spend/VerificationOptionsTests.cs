using AiStudio.Features.Spend.Verification;
using Quartz;

namespace AiStudio.Tests.Spend;

public sealed class VerificationOptionsTests
{
    [Fact]
    public void Schedule_OfATime_FiresOnceADayAtIt()
    {
        var schedule = CronExpression.Parse(new VerificationOptions { At = new TimeOnly(6, 5) }.Schedule).WithTimeZone(TimeZoneInfo.Utc);

        var first = schedule.GetNextValidTimeAfter(new DateTimeOffset(2026, 11, 22, 7, 0, 0, TimeSpan.Zero));

        Assert.Equal(new DateTimeOffset(2026, 11, 23, 6, 5, 0, TimeSpan.Zero), first);
        Assert.Equal(first + TimeSpan.FromDays(1), schedule.GetNextValidTimeAfter(first!.Value));
    }
}
