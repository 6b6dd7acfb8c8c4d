using AiStudio.Features.Jobs;
using AiStudio.Features.Spend.Alerts;
using AiStudio.Features.Spend.Budgets;
using AiStudio.Features.Spend.Budgets.Course;
using AiStudio.Features.Spend.Budgets.Trial;
using AiStudio.Features.Spend.Calls;
using AiStudio.Features.Spend.ClosedDays;
using AiStudio.Features.Spend.Invoices;
using AiStudio.Features.Spend.Ledger;
using AiStudio.Features.Spend.Overview;
using AiStudio.Features.Spend.Statements;
using AiStudio.Features.Spend.Usage;
using AiStudio.Features.Spend.Verification;
using AiStudio.Gateway.Audit;
using AiStudio.Gateway.Budgets;
using AiStudio.Platform;
using AiStudio.Platform.Tenancy;
using Quartz;

namespace AiStudio.Features.Spend;

internal static class SpendModule
{
    public static void AddSpend(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddSingleton<LedgerWriter>();
        services.AddSingleton<ISpendLedger>(provider => provider.GetRequiredService<LedgerWriter>());
        services.AddSingleton<ICallLog>(provider => provider.GetRequiredService<LedgerWriter>());
        services.AddHostedService(provider => provider.GetRequiredService<LedgerWriter>());
        services.AddHostedService<EndRunningCalls>();
        services.AddHostedService<CallPartitions>();
        services.AddHostedService<RenewHolds>();
        services.AddHostedService<ReleaseExpiredHolds>();
        services.AddSingleton<SpendService>();
        services.AddSingleton<UsageReports>();
        services.AddSingleton<CallList>();
        services.AddSingleton<ChargedCalls>();
        services.AddSingleton<OverviewReport>();
        services.AddSingleton<StatementReport>();
        services.AddSingleton<BudgetList>();
        services.AddSingleton<BudgetService>();
        services.AddSingleton<ScopeSuggestions>();
        services.AddSingleton<BudgetCourses>();
        services.AddSingleton<BudgetTrial>();
        services.AddSingleton<TierService>();
        services.AddSingleton<InvoiceList>();
        services.AddSingleton<InvoiceImport>();
        services.AddSingleton<Adjustments>();
        services.AddSingleton<MonthLocks>();
        services.AddSingleton<AlertSettings>();
        services.AddHostedService<WatchSpend>();
        services.AddHostedService<FollowBudgets>();
        services.AddHostedService<CloseSpendDays>();
        services.AddSingleton<IProvisionsOrganization, TierProvisioning>();
        services.AddSingleton<ISeedsDemo, SpendDemo>();
        services.AddSingleton<IJobHandler, VerifyLedger>();
        services.AddOptionsSection<VerificationOptions>(VerificationOptions.Section);
        var verification = builder.Configuration.GetSection(VerificationOptions.Section).Get<VerificationOptions>() ?? new();
        services.AddQuartz(quartz => quartz.ScheduleJob<VerifyLedgersNightly>(trigger => trigger
            .WithIdentity("verify-ledgers")
            .WithCronSchedule(verification.Schedule, schedule => schedule.InTimeZone(TimeZoneInfo.Utc))));
    }
}
