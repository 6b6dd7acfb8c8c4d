using AiStudio.Features.Jobs;
using AiStudio.Features.People.Account;
using AiStudio.Features.People.ApiKeys;
using AiStudio.Features.People.Invitations;
using AiStudio.Features.People.Members;
using AiStudio.Features.People.Organizations;
using AiStudio.Features.People.Passwords;
using AiStudio.Features.People.Privacy;
using AiStudio.Features.People.Sessions;
using AiStudio.Features.People.SignIn;
using AiStudio.Features.People.Units;
using AiStudio.Platform;
using Microsoft.AspNetCore.Components.Authorization;

namespace AiStudio.Features.People;

internal static class PeopleModule
{
    public static void AddPeople(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddHttpContextAccessor();
        services.AddOptionsSection<SignInOptions>(SignInOptions.Section);

        services.AddSessionCookie();
        services.AddScoped<SessionService>();
        services.AddScoped<AuthenticationStateProvider, CircuitSession>();
        services.AddSingleton<SignInLimits>();
        services.AddSingleton<DummyPassword>();
        services.AddScoped<SignInLog>();
        services.AddScoped<SignInService>();
        services.AddScoped<PasswordReset>();
        services.AddScoped<EmailConfirmation>();

        services.AddSingleton<SetUpState>();
        services.AddScoped<OrganizationService>();
        services.AddSingleton<OrganizationSettings>();
        services.AddScoped<FirstOrganization>();
        services.AddSingleton<DemoAccounts>();
        services.AddHostedService<DemoOrganization>();
        services.AddScoped<MemberList>();
        services.AddScoped<MemberService>();
        services.AddScoped<UnitService>();
        services.AddScoped<InvitationLinks>();
        services.AddScoped<InvitationService>();
        services.AddScoped<InvitationAcceptance>();
        services.AddSingleton<ApiKeyLookup>();
        services.AddSingleton<ApiKeyUse>();
        services.AddHostedService(provider => provider.GetRequiredService<ApiKeyUse>());
        services.AddScoped<ApiKeyList>();
        services.AddScoped<ApiKeyService>();

        services.AddSingleton<ErasureDesk>();
        services.AddSingleton<ExportDesk>();
        services.AddSingleton<PersonExport>();
        services.AddSingleton<IJobHandler, ErasePerson>();
    }

    public static void MapPeople(this WebApplication app)
    {
        app.UsePrivatePages();
        var forms = app.MapGroup("").AddEndpointFilter<ValidAntiforgery>();
        forms.MapSignOut();
        forms.MapAccount();
        forms.MapMembers();
        forms.MapUnits();
        forms.MapOrganization();
        forms.MapExport();
    }
}
