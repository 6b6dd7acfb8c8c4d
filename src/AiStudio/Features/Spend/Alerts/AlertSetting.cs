using AiStudio.Platform.Results;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AiStudio.Features.Spend.Alerts;

/// <summary>What an organization wants to hear of about its spend.</summary>
internal sealed class AlertSetting
{
    public Guid OrganizationId { get; init; }

    /// <summary>While something lasts it is told again after so many hours: 1 to 720.</summary>
    public int TellAgainHours { get; set; } = 24;

    /// <summary>How much spend of a feature or model changes within 24 hours before it is told, in percent: 1 to 10,000.</summary>
    public int ChangePercent { get; set; } = 30;

    /// <summary>A change by less is not told.</summary>
    public long ChangeFloorNanoUsd { get; set; } = 10_000_000_000;

    /// <summary>Whether it is told when spend falls, too.</summary>
    public bool ChangeFalls { get; set; } = true;

    /// <summary>Less in a day is never unusual for a person.</summary>
    public long PersonFloorNanoUsd { get; set; } = 5_000_000_000;

    public Error? Problem => this switch
    {
        { TellAgainHours: < 1 or > 720 } => Error.Invalid("alert_hours", "Alerts are told again after 1 to 720 hours."),
        { ChangePercent: < 1 or > 10_000 } => Error.Invalid("alert_percent", "A change is told from 1 % to 10,000 % on."),
        { ChangeFloorNanoUsd: < 0 } or { PersonFloorNanoUsd: < 0 } => Error.Invalid("alert_floor", "A floor is a number of dollars from 0 on."),
        _ => null,
    };

    internal sealed class Mapping : IEntityTypeConfiguration<AlertSetting>
    {
        public void Configure(EntityTypeBuilder<AlertSetting> builder)
        {
            builder.HasKey(setting => setting.OrganizationId);
            builder.Property(setting => setting.OrganizationId).HasColumnName("org_id").ValueGeneratedNever();
        }
    }
}
